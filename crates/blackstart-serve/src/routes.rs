//! Every address of the server, in one list.

use crate::app::App;
use crate::{api, gate, guard, page};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, post, put};
use std::sync::Arc;

/// Routes of the router, and the same as a list.
macro_rules! routes {
    ($name:ident, $list:ident: $($method:ident $path:literal => $handler:path,)*) => {
        fn $name(router: Router<Arc<App>>) -> Router<Arc<App>> {
            router$(.route($path, $method($handler)))*
        }

        /// Methods and addresses.
        #[cfg(test)]
        const $list: &[(&str, &str)] = &[$((stringify!($method), $path),)*];
    };
}

routes! { api_routes, API:
    get "/api/openapi.json" => api::openapi,
    get "/api/models" => api::models,
    get "/api/models/{model}" => api::model,
    get "/api/models/{model}/tables" => api::tables,
    get "/api/models/{model}/tables/{table}/{row}" => api::row,
    put "/api/models/{model}/tables/{table}/{row}" => api::save_row,
    get "/api/models/{model}/systems" => api::systems,
    get "/api/models/{model}/systems/{system}" => api::system,
    get "/api/models/{model}/services/{service}" => api::service,
    get "/api/models/{model}/sites/{site}" => api::site,
    get "/api/models/{model}/scenarios" => api::scenarios,
    get "/api/models/{model}/scenarios/{scenario}" => api::scenario,
    post "/api/models/{model}/scenarios/{scenario}/check" => api::check_scenario,
    put "/api/models/{model}/scenarios/{scenario}" => api::save_scenario,
    get "/api/runs" => api::runs,
    post "/api/runs" => api::ask,
    get "/api/runs/{run}" => api::run,
    delete "/api/runs/{run}" => api::delete,
    post "/api/runs/{run}/cancel" => api::cancel,
    post "/api/runs/{run}/resume" => api::resume,
    get "/api/runs/{run}/events" => api::events,
    get "/api/runs/{run}/answer" => api::answer,
    get "/api/runs/{run}/files" => api::files,
    get "/api/runs/{run}/files/{file}" => api::file,
    get "/api/compare" => api::compare,
    post "/api/curve" => api::curve,
}

routes! { page_routes, PAGES:
    get "/" => page::folder,
    get "/login" => page::login,
    post "/login" => page::sign_in,
    get "/assets/style.css" => page::style,
    get "/assets/live.mjs" => page::module,
    get "/models/{model}" => page::model,
    get "/models/{model}/tables" => page::tables,
    get "/models/{model}/tables/{table}/{row}" => page::row,
    post "/models/{model}/tables/{table}/{row}" => page::edit_row,
    get "/models/{model}/walk" => page::walk,
    get "/models/{model}/walk/{kind}/{id}" => page::walk_at,
    get "/models/{model}/scenarios/{scenario}" => page::scenario,
    post "/models/{model}/scenarios/{scenario}" => page::edit,
    post "/runs" => page::ask,
    get "/runs/{run}" => page::run,
    post "/runs/{run}/cancel" => page::cancel,
    post "/runs/{run}/resume" => page::resume,
    get "/runs/{run}/delete" => page::delete,
    post "/runs/{run}/delete" => page::deleted,
    get "/runs/{run}/report" => page::report,
    get "/runs/{run}/run.xlsx" => page::workbook,
    get "/runs/{run}/files/{file}" => api::file,
    get "/compare" => page::compare,
    get "/curve" => page::curve,
}

/// All of it, behind the guard.
pub(crate) fn router(app: Arc<App>) -> Router {
    page_routes(api_routes(Router::new()))
        .fallback(page::nothing_here)
        .layer(DefaultBodyLimit::max(guard::MOST_BODY))
        .layer(axum::middleware::from_fn_with_state(Arc::clone(&app), gate::guarded))
        .with_state(app)
}

#[cfg(test)]
mod tests {
    use super::{API, PAGES};
    use crate::api;
    use std::collections::BTreeSet;

    #[test]
    fn the_document_tells_of_every_route_and_of_no_other() {
        let document = serde_json::to_value(api::document()).unwrap();
        let mut told = BTreeSet::new();
        for (path, methods) in document["paths"].as_object().unwrap() {
            for method in methods.as_object().unwrap().keys() {
                told.insert((method.clone(), path.clone()));
            }
        }
        let routes: BTreeSet<_> = API.iter().map(|(method, path)| ((*method).to_owned(), (*path).to_owned())).collect();
        assert_eq!(told, routes);
        assert!(routes.len() > 15);
    }

    #[test]
    fn what_changes_something_is_no_address_that_can_be_led_to() {
        for (method, path) in API.iter().chain(PAGES) {
            let changes = ["cancel", "resume", "check"].iter().any(|it| path.ends_with(it));
            assert!(!changes || *method == "post", "{method} {path}");
            assert_eq!(path.starts_with("/api/"), API.contains(&(*method, *path)), "{path}");
        }
    }
}
